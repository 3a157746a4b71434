export function EditPolicy() {
  return <p>EditPolicy</p>;
}
