export function CreateBackup() {
  return <p>CreateBackup</p>;
}
