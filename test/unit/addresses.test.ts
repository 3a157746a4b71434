import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowsHost, createAddressPolicy } from '../../functions/services/addresses/addresses.ts';

const policy = createAddressPolicy();

describe('the address policy', () => {
  it.each([
    '127.0.0.1',
    '127.8.9.10',
    '0.0.0.0',
    '169.254.169.254',
    '169.254.170.2',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    'fd00:ec2::23',
    'fd20:ce::254',
    'fd00:c1::a9fe:a9fe',
    '::ffff:0:127.0.0.1',
    '::ffff:0:169.254.169.254',
    '::ffff:0:a9fe:a9fe',
    '64:ff9b::a83f:8110',
    '64:ff9b::c000:c0',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::127.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '2002:7f00:1::',
    '2001:0:1234::1',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    'fd00:ec2::254',
    'not an address',
    '',
  ])('refuses %s', (address) => {
    expect(policy.allows(address)).toBe(false);
  });

  it.each([
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '100.64.0.10',
    '8.8.8.8',
    'fd12:3456::1',
    '2a00:1450::1',
    '64:ff9b::808:808',
  ])('allows %s', (address) => {
    expect(policy.allows(address)).toBe(true);
  });

  it.each(['localhost', 'LOCALHOST.', 'api.localhost', '127.0.0.1', '[::1]', '[::ffff:7f00:1]'])(
    'refuses the host %s before DNS is asked',
    (host) => {
      expect(allowsHost(policy, host)).toBe(false);
    },
  );

  it('allows what the configuration names, and nothing beside it', () => {
    const embedded = createAddressPolicy(['127.0.0.0/8', 'fe80::/10', '169.254.1.1']);
    expect(embedded.allows('127.0.0.1')).toBe(true);
    expect(allowsHost(embedded, 'localhost')).toBe(true);
    expect(embedded.allows('fe80::7')).toBe(true);
    expect(embedded.allows('169.254.1.1')).toBe(true);
    expect(embedded.allows('169.254.1.2')).toBe(false);
    expect(embedded.allows('::1')).toBe(false);
  });

  it('refuses every spelling that a URL makes loopback of', () => {
    const spelling = fc
      .tuple(fc.constantFrom('dotted', 'number', 'hex', 'octal', 'short'), fc.nat({ max: 0xff_ff_ff }))
      .map(([form, rest]) => {
        const value = 0x7f_00_00_00 + rest;
        const bytes = [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
        if (form === 'number') return String(value);
        if (form === 'hex') return `0x${value.toString(16)}`;
        if (form === 'octal') return bytes.map((byte) => `0${byte.toString(8)}`).join('.');
        if (form === 'short') return `127.${rest}`;
        return bytes.join('.');
      });
    fc.assert(
      fc.property(spelling, (host) => {
        expect(allowsHost(policy, new URL(`https://${host}/`).hostname)).toBe(false);
      }),
    );
  });

  it('says the same of an IPv4 address and of what NAT64 makes of it', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(policy.allows(`64:ff9b::${address}`)).toBe(policy.allows(address));
      }),
    );
  });
});
