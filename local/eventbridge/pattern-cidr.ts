import { addressToHex, lastAddress } from './pattern-address.ts';
import { InvalidPattern } from './pattern-invalid.ts';
import { addressBetween } from './pattern-leaf.ts';
import type { LeafTest } from './pattern-leaf.ts';

/** The operand of `cidr`. Throws InvalidPattern, also for a mask that covers a single address. */
export function readCidr(text: string): LeafTest {
  const [address, mask, ...rest] = text.split('/');
  if (address === undefined || mask === undefined || mask === '' || rest.length > 0)
    throw new InvalidPattern("Malformed CIDR, one '/' required");
  if (!/^[+-]?\d+$/.test(mask)) throw new InvalidPattern('Malformed CIDR, mask bits must be an integer');
  const bits = Number(mask);
  if (bits < 0) throw new InvalidPattern('Malformed CIDR, mask bits must not be negative');
  const first = addressToHex(address);
  if (first === undefined) throw new InvalidPattern(`Nonstandard IP address: ${address}`);
  const width = first.length * 4;
  if (bits >= width) throw new InvalidPattern(width === 32 ? 'IPv4 mask bits must be < 32' : 'IPv6 mask bits must be < 128');
  // The range begins at the address as written, not at the start of its network: so does AWS's.
  return addressBetween(first, lastAddress(first, bits));
}
