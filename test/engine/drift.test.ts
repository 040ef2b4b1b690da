import { expect } from "chai";
import { EmqxCluster } from "../../components/index";
import { kubectl } from "../support/cluster";
import { failure, usesEngine, summary, TestStack } from "./support";

describe("Changes made outside Pulumi", function () {
  usesEngine(this);
  let stack: TestStack;

  before(async () => {
    const program = () => {
      new EmqxCluster("emqx", { updates: { minReadySeconds: 0 } });
      return Promise.resolve();
    };
    stack = await TestStack.create(program, "drift");
    await stack.up();
  });
  after(() => stack?.remove());

  const here = (...args: string[]) => kubectl(...args, "--namespace", stack.namespace);
  const field = (kind: string, path: string) => here("get", kind, "emqx", "-o", `jsonpath={${path}}`);

  /** Runs `up` with permission to take over fields of other field managers. */
  async function forcedUp(): Promise<void> {
    stack.stack.workspace.envVars.PULUMI_K8S_ENABLE_PATCH_FORCE = "true";
    await stack.up();
    delete stack.stack.workspace.envVars.PULUMI_K8S_ENABLE_PATCH_FORCE;
    expect(summary(await stack.preview())).to.deep.equal([]);
  }

  it("to fields that no program sets are kept", async () => {
    await here("annotate", "service", "emqx", "example.com/note=mine");
    await here("label", "statefulset", "emqx", "example.com/team=iot");
    await stack.refresh();
    expect(summary(await stack.preview())).to.deep.equal([]);
    await stack.up();
    expect(await field("service", ".metadata.annotations.example\\.com/note")).to.equal("mine");
  });

  for (const kind of ["role", "service", "networkpolicy", "poddisruptionbudget"]) {
    it(`that delete the ${kind} are detected by a refresh and reverted by up`, async () => {
      await here("delete", kind, "emqx");
      await stack.refresh();
      const [created] = summary(await stack.preview());
      expect(created.toLowerCase()).to.equal(`create ${kind} emqx`);
      await stack.up();
      expect(summary(await stack.preview())).to.deep.equal([]);
    });
  }

  it("to the number of nodes cause a conflict that names field and owner, and are reverted by force", async () => {
    await here("scale", "statefulset", "emqx", "--replicas=5");
    await stack.refresh();
    const conflict = /conflict with "kubectl".*\.spec\.replicas/s;
    // Only some provider versions report the conflict at preview.
    const preview = await stack.preview().catch((error: Error) => error);
    if (preview instanceof Error) {
      expect(preview.message).to.match(conflict);
    } else {
      expect(preview.steps).to.deep.equal([
        { resource: "StatefulSet emqx", operation: "update", differing: ["spec.replicas"] },
      ]);
    }
    expect((await failure(stack.up())).message).to.match(conflict);
    await forcedUp();
    expect(await field("statefulset", ".spec.replicas")).to.equal("3");
  });

  it("to the broker's image cause a conflict, and are reverted by force", async () => {
    await here("set", "image", "statefulset/emqx", "emqx=emqx/emqx:5.8.8");
    await stack.refresh();
    expect((await failure(stack.preview())).message).to.match(/conflict with "kubectl-set".*image/s);
    await forcedUp();
    expect(await field("statefulset", ".spec.template.spec.containers[0].image")).to.equal("emqx/emqx:5.8.9");
  });

  it("to a claim's size are detected by a refresh, and a preview refuses to shrink the claim", async () => {
    const patch = '{"spec":{"resources":{"requests":{"storage":"2Gi"}}}}';
    await here("patch", "pvc", "emqx-data-emqx-0", `--patch=${patch}`);
    await stack.refresh();
    expect((await failure(stack.preview())).message).to.match(
      /emqx-data-emqx-0.*field can not be less than/s,
    );
    await here("get", "pvc", "emqx-data-emqx-0");
  });
});
