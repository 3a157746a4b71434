export function Policies() {
  return <p>Policies</p>;
}
