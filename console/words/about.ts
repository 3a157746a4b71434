export const words = {
  title: 'About',
  apiVersion: 'Release of the API',
  consoleVersion: 'Release of the console',
  installation: 'Installation',
  subject: 'Signed in as',
  scopes: 'May',
  api: 'Address of the API',
};
