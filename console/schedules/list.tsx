export function Schedules() {
  return <p>Schedules</p>;
}
