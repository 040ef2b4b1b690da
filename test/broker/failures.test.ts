import { expect } from "chai";
import type { EmqxClusterArgs } from "../../components/index";
import { failure } from "../engine/support";
import { findings } from "./support/findings";
import { brokerImage } from "./support/options";
import { expectOneCluster, usesBrokers } from "./support/suite";

const failures: { title: string; args: EmqxClusterArgs; reason: RegExp; doctor: RegExp }[] = [
  {
    title: "an image that does not exist",
    args: { image: `${brokerImage()}-missing` },
    reason: /pod emqx-1: .*(ErrImagePull|ImagePullBackOff)/,
    doctor: /^pod emqx-1: cannot pull its image: /,
  },
  {
    title: "a configuration that EMQX rejects",
    args: { configuration: { fixed: { mqtt: { max_packet_size: "enormous" } } } },
    reason: /pod emqx-1: .*(CrashLoopBackOff|Error|exit code)/,
    doctor: /^pod emqx-1: exited with code 1 \(Error\), restarted \d+ times: .*max_packet_size/s,
  },
];

describe("A failed update", function () {
  const cluster = usesBrokers(this, "failures");
  before(() => cluster().up({ replicas: 2 }));

  for (const { title, args, reason, doctor } of failures) {
    describe(`with ${title}`, () => {
      it("ends in time, names the pod and the reason, and leaves the other node alone", async () => {
        const untouched = await uid("emqx-0");
        const began = Date.now();
        const change = { replicas: 2, updates: { timeoutSeconds: 45 }, ...args };
        const { message } = await failure(cluster().up(change));
        expect(message).to.match(reason);
        expect((Date.now() - began) / 1000).to.be.below(75);
        expect(await uid("emqx-0")).to.equal(untouched);
        expect((await cluster().readyPods()).map(({ metadata }) => metadata.name)).to.deep.equal(["emqx-0"]);
      });

      it("is what the doctor reports", async () => {
        const [{ subject, problem }] = await findings(cluster());
        expect(`${subject}: ${problem}`).to.match(doctor);
      });

      it("can be taken back, without a restart of the other node", async () => {
        const untouched = await uid("emqx-0");
        await cluster().up({ replicas: 2 });
        await expectOneCluster(cluster(), 2);
        expect(await uid("emqx-0")).to.equal(untouched);
      });
    });
  }

  async function uid(name: string): Promise<string> {
    const pods = await cluster().pods();
    return pods.find(({ metadata }) => metadata.name === name)!.metadata.uid;
  }
});
