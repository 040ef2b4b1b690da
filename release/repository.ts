/**
 * The address of the repository. GitHub Actions sets both variables.
 *
 * @returns undefined if a variable is missing.
 */
export function repositoryAddress({
  GITHUB_SERVER_URL: server,
  GITHUB_REPOSITORY: name,
}: NodeJS.ProcessEnv): string | undefined {
  return server && name ? `${server}/${name}` : undefined;
}

/**
 * The fields by which npm links the package to its repository, for `npm pkg set`. They are set when the package is published, so that a
 * fork publishes its own address. npm refuses a provenance statement of another repository than `repository.url`.
 */
export function repositoryFields(address: string): string[] {
  return [
    "repository.type=git",
    `repository.url=git+${address}.git`,
    "repository.directory=components",
    `homepage=${address}#readme`,
    `bugs.url=${address}/issues`,
  ];
}
