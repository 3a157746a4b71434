export function Locations() {
  return <p>Locations</p>;
}
