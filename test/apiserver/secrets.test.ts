import type { types } from "@pulumi/kubernetes";
import { expect } from "chai";
import type { EmqxClusterArgs } from "../../components/index";
import { get, kubectl } from "../support/cluster";
import { render } from "../support/manifests";
import { apply, ownNamespace, pods, rollout } from "./support";

type ConfigMap = types.output.core.v1.ConfigMap;
type Secret = types.output.core.v1.Secret;

describe("The secrets of a cluster", function () {
  this.timeout(60_000);
  const namespace = ownNamespace("secrets");

  before(async () => {
    const values = {
      cookie: "cookie-of-the-user",
      "dashboard-password": "password-of-the-user",
      EMQX_LICENSE__KEY: "licence-of-the-user",
    };
    await kubectl(
      ...["create", "secret", "generic", "mine", "--namespace", namespace()],
      ...Object.entries(values).map(([key, value]) => `--from-literal=${key}=${value}`),
    );
  });

  const clusters: [title: string, name: string, args: EmqxClusterArgs][] = [
    ["generated", "generated", {}],
    ["generated for EMQX 4.x", "old", { image: "emqx/emqx:4.4.19" }],
    ["given", "given", { credentials: { cookie: "aGivenCookie", dashboardPassword: "aGivenPassword" } }],
    [
      "in existing Secrets",
      "own",
      {
        credentials: { existingSecret: "mine" },
        secretEnv: { EMQX_LICENSE__KEY: { name: "mine", key: "EMQX_LICENSE__KEY" } },
        envFromSecrets: ["mine"],
      },
    ],
  ];
  for (const [title, name, args] of clusters) {
    describe(`that are ${title}`, () => {
      before(async () => {
        const { objects } = await render({ replicas: 1, ...args, namespace: namespace() }, name);
        await apply(namespace(), objects);
        await rollout(namespace(), name);
      });

      it("appear in no live object except Secrets", async () => {
        const secrets = await all<Secret>("secrets");
        const values = secrets.flatMap(({ data }) => Object.values(data));
        expect(values).to.have.length.of.at.least(3);
        const others = JSON.stringify(await otherObjects());
        expect(others).to.include(`"name":"${name}-0"`);
        for (const value of values) {
          expect(others).to.not.include(value);
          expect(others).to.not.include(Buffer.from(value, "base64").toString());
        }
      });

      // A real kubelet would not start the container without them, but a simulated one does.
      it("exist under the keys that the pods refer to, and so does the ConfigMap", async () => {
        const found = [...(await all<Secret>("secrets")), ...(await all<ConfigMap>("configmaps"))];
        const keys = (object: string | undefined) =>
          Object.keys(found.find(({ metadata }) => metadata.name === object)?.data ?? {});
        const [pod] = await pods(namespace(), name);
        const { env, envFrom } = pod.spec.containers[0];
        const references = env.flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []);
        expect(references).to.have.length.of.at.least(2);
        for (const { name: secret, key } of references) {
          expect(keys(secret), secret).to.include(key);
        }
        for (const { secretRef, configMapRef } of envFrom) {
          expect(keys((secretRef ?? configMapRef).name)).to.not.deep.equal([]);
        }
      });
    });
  }

  async function all<T>(...kinds: string[]): Promise<T[]> {
    const args = [kinds.join(","), "--namespace", namespace(), "--show-managed-fields"];
    return (await get<{ items: T[] }>(...args)).items;
  }

  /** Returns all objects in the namespace except Secrets. */
  async function otherObjects(): Promise<object[]> {
    const listed = await kubectl("api-resources", "--namespaced", "--verbs=list", "--output=name");
    const kinds = listed.split("\n").filter((kind) => kind !== "" && kind !== "secrets");
    expect(kinds).to.include.members(["configmaps", "pods", "statefulsets.apps", "events"]);
    return all<object>(...kinds);
  }
});
