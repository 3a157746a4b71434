export const words = {
  again: 'Sign in again',
  signIn: 'Sign in',
  over: 'Your sign-in is over. What you have typed stays; a window of the identity provider opens.',
  tokenOver: 'The token was refused. What you have typed stays.',
  token: 'Token',
  tokenFrom: 'The part after #token= of the address that npm start prints.',
  title: 'Sign in to Snapferry',
  noToken: 'This address carries no token. Open the one that npm start has printed, or paste its token.',
  starting: 'Signing in',
};
