import { EmqxCluster } from "@emqx-pulumi/emqx";

// The component, as many times as asked for.

for (let i = 0; i < Number(process.env.BENCH_CLUSTERS); i++) {
  new EmqxCluster(`emqx-${i}`);
}
