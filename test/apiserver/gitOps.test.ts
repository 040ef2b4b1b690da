import { expect } from "chai";
import { dump } from "js-yaml";
import { documentsIn, type Manifest, manifestsIn } from "../docs/support/manifests";
import { readPages } from "../docs/support/pages";
import { kubectl, testCluster } from "../support/cluster";
import { withGitOpsResources } from "../support/customResources";

const page = readPages().find(({ path }) => path === "docs/gitops.md")!;
const blocks = page.blocks.filter(({ language }) => language === "yaml");
const manifests = blocks.flatMap(manifestsIn);

/** Applies an object on the real API server without keeping it. Returns the errors, unknown fields included. */
async function errorsOf(manifest: object): Promise<string> {
  const cluster = await testCluster();
  const args = ["apply", "--dry-run=server", "--validate=strict", "--filename=-"];
  const { stderr } = await cluster.kubectl(args, { input: dump(manifest), expect: [0, 1] });
  return stderr;
}

describe("The custom resources of Argo CD and Flux in the guide for GitOps", () => {
  withGitOpsResources();
  before(async () => {
    for (const namespace of ["argocd", "flux-system"]) await kubectl("create", "namespace", namespace);
  });

  it("are an Application, a GitRepository and a Kustomization", () => {
    expect(manifests.map(({ kind }) => kind)).to.deep.equal([
      "Application",
      "GitRepository",
      "Kustomization",
    ]);
  });

  for (const manifest of manifests) {
    it(`are accepted: ${manifest.kind}`, async () => {
      expect(await errorsOf(manifest)).to.equal("");
    });
  }

  it("are accepted with the fields that the guide adds for Secrets", async () => {
    const application = manifests.find(({ kind }) => kind === "Application") as Manifest & { spec: object };
    const [added] = blocks.flatMap(documentsIn).filter((each) => !("kind" in (each as object))) as {
      spec: object;
    }[];
    expect(await errorsOf({ ...application, spec: { ...application.spec, ...added.spec } })).to.equal("");
  });

  it("are rejected with a field that they do not have", async () => {
    const [application] = manifests as (Manifest & { spec: object })[];
    const wrong = { ...application, spec: { ...application.spec, prune: true } };
    expect(await errorsOf(wrong)).to.contain('unknown field "spec.prune"');
  });
});
