/**
 * Whether a Host header names this machine. A page on the internet can make a browser resolve its own name to 127.0.0.1, but not
 * send another Host: whoever refuses foreign ones is safe from DNS rebinding.
 */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host ?? '');
}
