import { lookup as resolve } from 'node:dns';
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net';
import { NAT64, REFUSED_IPV4, REFUSED_IPV6 } from '../../domain/cluster/refused-addresses.ts';

/**
 * Which addresses a cluster or a location may have. Whoever registers one chooses where our functions connect to, so what
 * only our own machine or its cloud can reach is refused: loopback (the Lambda runtime API), link-local and metadata
 * services. Private ranges are ordinary homes of clusters and object stores, and allowed.
 */
export interface AddressPolicy {
  /** True when a connection to this IP address may be made. Anything that is no IP address is refused. */
  allows(address: string): boolean;
}

const REFUSED_V4 = blockListOf(REFUSED_IPV4.map(({ cidr }) => cidr));

/** Apart from the others: a BlockList takes an IPv4 address for its IPv4-mapped form too. */
const REFUSED_V6 = blockListOf(REFUSED_IPV6.map(({ cidr }) => cidr));

const THROUGH_NAT64 = blockListOf([`${NAT64}/96`]);

/** @param allowedCidrs ranges to allow although they are refused by default; a single address counts as a range */
export function createAddressPolicy(allowedCidrs: readonly string[] = []): AddressPolicy {
  const allowed = blockListOf(allowedCidrs);
  const allows = (address: string): boolean => {
    const family = familyOf(address);
    if (!family) return false;
    if (allowed.check(address, family)) return true;
    if (family === 'ipv6' && THROUGH_NAT64.check(address, family)) return allows(embeddedIPv4(address));
    return !(family === 'ipv4' ? REFUSED_V4 : REFUSED_V6).check(address, family);
  };
  return { allows };
}

/** Only what the ranges name: for what nobody should do but within a network of their own, such as http. */
export function createNamedRangesPolicy(allowedCidrs: readonly string[]): AddressPolicy {
  const allowed = blockListOf(allowedCidrs);
  return {
    allows: (address) => {
      const family = familyOf(address);
      return family !== undefined && allowed.check(address, family);
    },
  };
}

/**
 * The part of the check that needs no DNS: an address that is written out, or a name that means this machine.
 * Names are checked again when they are resolved, at each connection.
 * @param hostname as a URL has it: IPv6 in brackets
 */
export function allowsHost(policy: AddressPolicy, hostname: string): boolean {
  const name = unbracketed(hostname).replace(/\.$/, '').toLowerCase();
  if (isIP(name)) return policy.allows(name);
  if (name === 'localhost' || name.endsWith('.localhost')) return policy.allows('127.0.0.1');
  return true;
}

/**
 * A `lookup` for sockets: only addresses that the policy allows reach them, however often a name changes its mind (DNS
 * rebinding). Node asks it for names only; an address that is written out is `allowsHost`'s to judge.
 * @param refused what a connection fails with when none of the name's addresses is allowed
 */
export function guardedLookup(policy: AddressPolicy, refused: (hostname: string) => Error): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const allowed = found.filter(({ address }) => policy.allows(address));
      const [first] = allowed;
      if (!first) return callback(refused(hostname), []);
      if (options.all) return callback(null, allowed);
      callback(null, first.address, first.family);
    });
  };
}

export function unbracketed(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}

/** WHATWG URLs write IPv6 in one way only, so its last two groups are there to be read. */
function embeddedIPv4(address: string): string {
  const written = unbracketed(new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname);
  const groups = written.split(':');
  const [high = 0, low = 0] = groups.slice(-2).map((group) => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function blockListOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', bits] = cidr.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    list.addSubnet(address, bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits), family);
  }
  return list;
}
