export function RestoreWizard() {
  return <p>RestoreWizard</p>;
}
