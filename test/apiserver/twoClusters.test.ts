import { expect } from "chai";
import type { Rendered } from "../support/manifests";
import { eventually } from "../support/eventually";
import { deploy, endpoints, ownNamespace, podUids, volumes } from "./support";

// A pod of the first cluster has the same name as the second cluster: emqx-2.
describe("Two clusters side by side in one namespace", function () {
  this.timeout(60_000);
  const namespace = ownNamespace("two-clusters");
  let first: Rendered;
  let second: Rendered;

  before(async () => {
    first = await deploy(namespace(), { replicas: 3 }, "emqx");
    second = await deploy(namespace(), { replicas: 2 }, "emqx-2");
  });

  it("share neither objects nor volumes", async () => {
    const names = ({ objects }: Rendered) => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(names(first)).to.not.include.members(names(second));
    expect(names(first).filter((name) => names(second).includes(name))).to.deep.equal([]);
    const all = { ...(await volumes(namespace(), "emqx")), ...(await volumes(namespace(), "emqx-2")) };
    expect(all).to.have.all.keys(
      ["emqx-0", "emqx-1", "emqx-2", "emqx-2-0", "emqx-2-1"].map((pod) => `emqx-data-${pod}`),
    );
    expect(new Set(Object.values(all)).size).to.equal(5);
  });

  const services: [service: string, pods: string[]][] = [
    ["emqx", ["emqx-0", "emqx-1", "emqx-2"]],
    ["emqx-headless", ["emqx-0", "emqx-1", "emqx-2"]],
    ["emqx-2", ["emqx-2-0", "emqx-2-1"]],
    ["emqx-2-headless", ["emqx-2-0", "emqx-2-1"]],
  ];
  for (const [service, pods] of services) {
    it(`route the Service ${service} only to its own pods`, () =>
      eventually(async () => {
        const behind = await endpoints(namespace(), service);
        expect(behind.map(({ targetRef }) => targetRef.name)).to.deep.equal(pods);
      }));
  }

  it("do not affect each other when one changes", async () => {
    const uids = await podUids(namespace(), "emqx");
    await deploy(namespace(), { replicas: 1, env: { EMQX_LOG__CONSOLE__LEVEL: "debug" } }, "emqx-2");
    expect(await podUids(namespace(), "emqx")).to.deep.equal(uids);
  });
});
