export function EditRule() {
  return <p>EditRule</p>;
}
