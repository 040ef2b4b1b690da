import { go } from "../../local/go";
import { exampleWithSdk } from "./support/sdks";

describe("The Go SDK", function () {
  // The first run compiles Pulumi's own SDK.
  this.timeout(600_000);

  it("compiles with the example", async () => {
    const cwd = await exampleWithSdk("go");
    await go(["vet", "./...", "github.com/emqx-pulumi/pulumi-emqx/sdk/go/emqx"], { cwd });
  });
});
