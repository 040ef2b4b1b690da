import { diagnose } from "../../../components/doctor/findings";
import type { Finding } from "../../../components/doctor/finding";
import { kubectl } from "../../../components/doctor/kubectl";
import { readCluster } from "../../../components/doctor/readCluster";
import type { BrokerCluster } from "./brokerCluster";
import { brokerOptions } from "./options";

/** What the doctor reports. Where volumes are folders of a Kubernetes node, they are as full as its disk, which is not reported. */
export async function findings({ namespace }: BrokerCluster): Promise<Finding[]> {
  const { kubeconfig, context } = brokerOptions()!;
  const options = [`--kubeconfig=${kubeconfig}`, `--context=${context}`];
  const all = diagnose(await readCluster(kubectl(options), namespace, "emqx"));
  return all.filter(({ problem }) => !/^its volume is \d+ % full$/.test(problem));
}
