export function LocationPage() {
  return <p>LocationPage</p>;
}
