import { BlockList, isIP } from "node:net";

/** Networks whose addresses the internet does not route: https://www.iana.org/assignments/iana-ipv4-special-registry, and the same for IPv6. */
const privateNetworks: [start: string, prefix: number][] = [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["169.254.0.0", 16],
  ["127.0.0.0", 8],
  ["fc00::", 7],
  ["fe80::", 10],
];

const familyOf = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** Whether an address, or each address of a network (CIDR), is private. */
export function isPrivate(network: string): boolean {
  const [address, length = "128"] = String(network).split("/");
  return (
    isIP(address) !== 0 &&
    privateNetworks.some(([start, prefix]) => {
      const block = new BlockList();
      block.addSubnet(start, prefix, familyOf(start));
      return Number(length) >= prefix && block.check(address, familyOf(address));
    })
  );
}
