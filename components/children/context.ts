import type { ProviderResource, Resource } from "@pulumi/pulumi";
import type { Settings } from "../settings";

/** The component whose children are registered. */
export interface Context {
  /** The component's name. The logical names of its children start with it. */
  name: string;
  settings: Settings;
  /** The component itself. */
  parent: Resource;
  /** The explicit provider of Kubernetes resources. Undefined for the default provider. */
  provider: ProviderResource | undefined;
}
