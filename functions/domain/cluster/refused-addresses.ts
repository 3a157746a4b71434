/**
 * Addresses that only a machine itself, or the cloud that it runs in, answers on. The one list of two guards: no cluster,
 * location or webhook may have one, and the NetworkPolicy of movers (`infra/cluster/manifests`) lets none through; a test
 * compares them. Private ranges are ordinary homes of clusters and object stores, and are not here.
 */
export interface RefusedRange {
  cidr: string;
  /** Something answers there from inside a pod: a metadata service, or what gives away credentials. */
  answersPods?: true;
}

export const REFUSED_IPV4: readonly RefusedRange[] = [
  { cidr: '0.0.0.0/8' }, // this host
  { cidr: '127.0.0.0/8' }, // loopback
  { cidr: '169.254.0.0/16', answersPods: true }, // link-local: the metadata services of most clouds
  { cidr: '100.100.100.200/32', answersPods: true }, // metadata service of Alibaba Cloud
  { cidr: '168.63.129.16/32', answersPods: true }, // WireServer of Azure
  { cidr: '192.0.0.0/24', answersPods: true }, // protocol assignments: metadata service of Oracle Cloud
  { cidr: '224.0.0.0/4' }, // multicast
  { cidr: '240.0.0.0/4' }, // reserved, broadcast
];

export const REFUSED_IPV6: readonly RefusedRange[] = [
  { cidr: '::/96' }, // unspecified, loopback, IPv4-compatible
  { cidr: '::ffff:0:0/96' }, // IPv4-mapped
  { cidr: '::ffff:0:0:0/96' }, // IPv4-translated (RFC 2765)
  { cidr: '64:ff9b:1::/48' }, // local-use translation
  { cidr: '100::/64' }, // discard
  { cidr: '2001::/32' }, // Teredo
  { cidr: '2002::/16' }, // 6to4
  { cidr: 'fd00:ec2::/32', answersPods: true }, // AWS: metadata (::254), credentials of pods (::23), time, names
  { cidr: 'fd20:ce::254/128', answersPods: true }, // metadata service of Google Cloud
  { cidr: 'fd00:c1::a9fe:a9fe/128', answersPods: true }, // metadata service of Oracle Cloud
  { cidr: 'fd00:42::42/128', answersPods: true }, // metadata service of Scaleway
  { cidr: 'fe80::/10', answersPods: true }, // link-local
  { cidr: 'fec0::/10' }, // site-local
  { cidr: 'ff00::/8' }, // multicast
];

/** NAT64: its last 32 bits are an IPv4 address, and that is the one that counts. */
export const NAT64 = '64:ff9b::';

/** What a pod of ours must not reach, as a NetworkPolicy has it: an `except` for each family. */
export function exceptionsOfMovers(): { ipv4: string[]; ipv6: string[] } {
  const answering = (ranges: readonly RefusedRange[]) =>
    ranges.filter(({ answersPods }) => answersPods).map(({ cidr }) => cidr);
  const ipv4 = answering(REFUSED_IPV4);
  return { ipv4, ipv6: [...answering(REFUSED_IPV6), ...ipv4.map(throughNat64)] };
}

/** `169.254.0.0/16` → `64:ff9b::a9fe:0/112` */
function throughNat64(cidr: string): string {
  const [address = '', bits = '32'] = cidr.split('/');
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const group = (high: number, low: number) => ((high << 8) | low).toString(16);
  return `${NAT64}${group(a, b)}:${group(c, d)}/${96 + Number(bits)}`;
}
