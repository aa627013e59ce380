/** 8 or 32 hexadecimal digits in upper case; undefined for what is not an IP address. An IPv4 address inside IPv6 is the IPv4 address. */
export function addressToHex(text: string): string | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(text)) {
    const bytes = text.split('.').map(Number);
    return bytes.every((byte) => byte <= 255) ? bytes.map((byte) => hexDigits(byte, 2)).join('') : undefined;
  }
  return /^[0-9a-f:]*:[0-9a-f:]*$/i.test(text) ? version6ToHex(text) : undefined;
}

function version6ToHex(text: string): string | undefined {
  const halves = text.split('::');
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const given = [...head, ...tail];
  const missing = 8 - given.length;
  if (halves.length > 2 || given.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  const hex = groups.map((group) => hexDigits(Number.parseInt(group, 16), 4)).join('');
  return /^0{20}FFFF.{8}$/.test(hex) ? hex.slice(24) : hex;
}

/** The last address of the network that `hex` and a mask of so many bits name. */
export function lastAddress(hex: string, maskBits: number): string {
  const free = BigInt(hex.length * 4 - maskBits);
  return (BigInt(`0x${hex}`) | ((1n << free) - 1n)).toString(16).toUpperCase().padStart(hex.length, '0');
}

function hexDigits(value: number, length: number): string {
  return value.toString(16).toUpperCase().padStart(length, '0');
}
