export function Clusters() {
  return <p>Clusters</p>;
}
