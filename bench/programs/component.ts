import { EmqxCluster } from "@emqx-pulumi/emqx";

// One component for each requested cluster.

for (let i = 0; i < Number(process.env.BENCH_CLUSTERS); i++) {
  new EmqxCluster(`emqx-${i}`);
}
