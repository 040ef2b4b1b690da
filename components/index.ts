export { EmqxCluster } from "./emqxCluster";
export * from "./emqxClusterArgs";
export { InvalidArgumentsError } from "./settings/checks";
