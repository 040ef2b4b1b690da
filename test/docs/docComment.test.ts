import { expect } from "chai";
import { parseDocComment } from "../../docs/docComment";

describe("A doc comment is split into meaning and default", () => {
  const comments: [title: string, text: string, meaning: string, byDefault: string | undefined][] = [
    ["on the last line", "The size.\n\nDefault: `1Gi`.", "The size.", "`1Gi`."],
    [
      "over several lines",
      "The role.\n\nDefault: `k8s`. It\nneeds RBAC.",
      "The role.",
      "`k8s`. It needs RBAC.",
    ],
    ["in the middle of a line", "Its port. Default: 80. Plain.", "Its port. Plain.", "80."],
    ["with a version in it", "The image. Default: `emqx:5.8.9`.", "The image.", "`emqx:5.8.9`."],
    ["alone", "Default: `text`, as in EMQX.", "", "`text`, as in EMQX."],
    ["without a default", "Its name.", "Its name.", undefined],
  ];
  for (const [title, text, meaning, byDefault] of comments) {
    it(title, () => {
      const comment = parseDocComment(text);
      expect([comment.meaning, comment.default]).to.deep.equal([meaning, byDefault]);
    });
  }
});
