export function Notifications() {
  return <p>Notifications</p>;
}
