export function CreateLocation() {
  return <p>CreateLocation</p>;
}
