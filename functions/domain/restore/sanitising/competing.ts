import { fieldsOf, listOf, type Manifest } from '../../manifest/manifest.ts';
import type { Sanitiser } from './sanitiser.ts';

/** Annotations that ask for one address or name in the world, which the source has; pools and classes are none. */
export const COMPETING_ANNOTATIONS: readonly RegExp[] = [
  /^metallb\.(io|universe\.tf)\/(loadBalancerIPs|ip-allocated-from-pool)$/,
  /^kube-vip\.io\/(loadbalancerIPs|vipHost|requestedIP|hwaddr)$/,
  /^(io\.cilium\/lb-ipam-ips|lbipam\.cilium\.io\/ips)$/,
  /^purelb\.io\/addresses$/,
  /^projectcalico\.org\/loadBalancerIPs$/,
  /^external-dns\.alpha\.kubernetes\.io\/(hostname|internal-hostname|gateway-hostname-source|target)$/,
  /^dns\.gardener\.cloud\/dnsnames$/,
  /^service\.beta\.kubernetes\.io\/aws-load-balancer-(eip-allocations|private-ipv4-addresses|ipv6-addresses|name)$/,
  /^alb\.ingress\.kubernetes\.io\/(load-balancer-name|group\.name)$/,
  /^service\.beta\.kubernetes\.io\/azure-(load-balancer-ipv[46]|pip-name(-ipv6)?|dns-label-name)$/,
  /^(networking\.gke\.io\/load-balancer-ip-addresses|kubernetes\.io\/ingress\.(regional|global)-static-ip-name)$/,
];

const HOST = 'its source on the same cluster has the host too; requests for it reach either';

/** A host is what an Ingress or route is about: without it, it would answer for all hosts. So it stays, and is said. */
export const keepHosts: Sanitiser = (object, { beside, note }) => {
  if (beside) for (const [field, host] of hostsOf(object)) note('kept', field, `${host}: ${HOST}`);
  return object;
};

function hostsOf({ spec }: Manifest): [field: string, host: string][] {
  const { rules, hostnames, host, hosts, listeners, servers } = fieldsOf(spec) ?? {};
  const found: [string, unknown][] = [
    ['spec.host', host],
    ...strings(hosts).map((one): [string, unknown] => ['spec.hosts', one]),
    ...strings(hostnames).map((one): [string, unknown] => ['spec.hostnames', one]),
    ...listOf(rules).map((rule, at): [string, unknown] => [`spec.rules[${at}].host`, rule.host]),
    ...listOf(listeners).map((one, at): [string, unknown] => [`spec.listeners[${at}].hostname`, one.hostname]),
    ...listOf(servers).flatMap((one, at) =>
      strings(one.hosts).map((name): [string, unknown] => [`spec.servers[${at}].hosts`, name]),
    ),
  ];
  return found.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '');
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** A Gateway asks for addresses as a Service does. */
export const sanitiseGateway: Sanitiser = (gateway, at) => {
  const spec = fieldsOf(gateway.spec);
  if (!at.beside || spec?.addresses === undefined) return keepHosts(gateway, at);
  at.note('dropped', 'spec.addresses', 'its source on the same cluster may still have them');
  const { addresses: _, ...rest } = spec;
  return keepHosts({ ...gateway, spec: rest }, at);
};
