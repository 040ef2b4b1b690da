import { appendFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { expect } from "chai";
import { ensureBuilt } from "../../local/build";
import { ensureEngine } from "../../local/engine";
import { yamlHost } from "../../local/modules";
import { TestStack, usesEngine } from "../engine/support";
import { startFakeEngine, type FakeEngine } from "../unit/support/fakeEngine";
import { type Plugin, startPlugin } from "../unit/support/plugin";
import { repository } from "./support/sdks";

describe("The YAML example", function () {
  usesEngine(this);
  let plugin: Plugin;
  let placeholder: FakeEngine;
  let stack: TestStack;

  before(async () => {
    const [{ directory }] = await ensureBuilt([yamlHost]);
    // The plugin requires an address to start. The engine gives it its own when it attaches.
    placeholder = await startFakeEngine();
    plugin = await startPlugin(join(repository, "components"), placeholder.address);
    stack = await TestStack.createFromCopy("examples/yaml", ["Pulumi.yaml"], "yaml", "language host");
    const { workspace } = stack.stack;
    // The plugin asks for the provider of its SDK. A built engine has an older one.
    const provider = `{ name: kubernetes, path: ${dirname((await ensureEngine()).plugin)} }`;
    await appendFile(join(workspace.workDir, "Pulumi.yaml"), `plugins:\n  providers: [${provider}]\n`);
    Object.assign(workspace.envVars, {
      PATH: [workspace.envVars.PATH, directory].join(delimiter),
      // No language host that starts the plugin can be built.
      PULUMI_DEBUG_PROVIDERS: `emqx:${plugin.port}`,
    });
  });

  after(async () => {
    await stack?.remove();
    plugin?.stop();
    placeholder?.stop();
  });

  it("deploys a cluster, and keeps the password secret", async () => {
    await stack.stack.setConfig("dashboardPassword", { value: "Correct-Horse-2", secret: true });
    await stack.up();
    const { clusterIP } = await stack.stack.outputs();
    expect(clusterIP.value).to.match(/^10\./);
    expect(await stack.writtenState()).not.to.contain("Correct-Horse-2");
  });

  it("is stable: a second preview changes nothing", async () => {
    expect((await stack.preview()).steps).to.deep.equal([]);
  });
});
