export function OperationPage() {
  return <p>OperationPage</p>;
}
