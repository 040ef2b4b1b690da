import { examples } from "../../docs/examples";
import { deploy } from "../unit/support/cluster";

describe("The example of the argument", () => {
  for (const [name, args] of Object.entries(examples)) {
    it(`${name} is a cluster without an error`, () => deploy(args));
  }
});
