export function RegisterCluster() {
  return <p>RegisterCluster</p>;
}
