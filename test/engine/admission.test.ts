import { expect } from "chai";
import { eventually } from "../support/eventually";
import { kubectl, testCluster } from "../support/cluster";
import { failure, usesEngine, summary, TestStack } from "./support";
import { Webhook } from "./webhook";

const program = `
  const { EmqxCluster } = require("@emqx-pulumi/emqx");
  new EmqxCluster("emqx", { updates: { minReadySeconds: 0 } });
`;

describe("A deployment that an admission controller rejects", function () {
  usesEngine(this);
  const name = `emqx-admission-${process.pid}`;
  const rules = [
    { apiGroups: ["apps"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["statefulsets"] },
  ];
  let stack: TestStack;
  let namespaceSelector: object;

  beforeEach(async () => {
    stack = await TestStack.createFrom(program, "admission");
    namespaceSelector = { matchLabels: { "kubernetes.io/metadata.name": stack.namespace } };
  });
  afterEach(async () => {
    for (const kind of [
      "validatingadmissionpolicybinding",
      "validatingadmissionpolicy",
      "validatingwebhookconfiguration",
    ]) {
      await kubectl("delete", kind, name, "--ignore-not-found");
    }
    await stack?.remove();
  });

  async function apply(kind: string, fields: object): Promise<void> {
    const object = { apiVersion: "admissionregistration.k8s.io/v1", kind, metadata: { name }, ...fields };
    await (await testCluster()).kubectl(["apply", "-f", "-"], { input: JSON.stringify(object) });
  }

  async function useWebhook({ clientConfig }: Webhook): Promise<void> {
    const webhook = {
      ...{ name: "statefulsets.example.com", clientConfig, rules, namespaceSelector },
      ...{ failurePolicy: "Fail", sideEffects: "None", admissionReviewVersions: ["v1"] },
    };
    await apply("ValidatingWebhookConfiguration", { webhooks: [webhook] });
  }

  /** Returns the error of a preview, once the API server applies the rule. */
  async function refusal(): Promise<string> {
    let message = "";
    await eventually(async () => {
      message = await stack.preview().then(
        () => "",
        (error: Error) => error.message,
      );
      expect(message).not.to.equal("");
    });
    return message;
  }

  async function expectConvergence(): Promise<void> {
    await eventually(() => stack.preview());
    await stack.up();
    expect(
      await kubectl(
        ...["get", "statefulset", "emqx", "--namespace", stack.namespace],
        ...["--output", "jsonpath={.status.readyReplicas}"],
      ),
    ).to.equal("3");
    expect(summary(await stack.preview())).to.deep.equal([]);
  }

  it("fails at preview with the message of the policy", async () => {
    await apply("ValidatingAdmissionPolicy", {
      spec: {
        matchConstraints: { resourceRules: rules },
        validations: [{ expression: "false", message: "no StatefulSets on Fridays" }],
      },
    });
    await apply("ValidatingAdmissionPolicyBinding", {
      spec: { policyName: name, validationActions: ["Deny"], matchResources: { namespaceSelector } },
    });
    expect(await refusal()).to.contain("no StatefulSets on Fridays");
    await kubectl("delete", "validatingadmissionpolicybinding", name);
    await expectConvergence();
  });

  it("fails at preview with the name and the message of the webhook", async () => {
    const webhook = await Webhook.start("every image must be signed");
    try {
      await useWebhook(webhook);
      expect(await refusal()).to.contain(
        'admission webhook "statefulsets.example.com" denied the request: every image must be signed',
      );
    } finally {
      webhook.stop();
    }
    await kubectl("delete", "validatingwebhookconfiguration", name);
    await expectConvergence();
  });

  it("fails at preview and up with the name of a webhook that is unreachable", async () => {
    const webhook = await Webhook.start("");
    await useWebhook(webhook);
    webhook.stop();
    const message = 'failed calling webhook "statefulsets.example.com"';
    expect(await refusal()).to.contain(message);
    expect((await failure(stack.up())).message).to.contain(message);
    await kubectl("delete", "validatingwebhookconfiguration", name);
    await expectConvergence();
  });
});
