/** Name and version of this package; a test compares. */
export const sdkVersion = 'outspan:0.1.0'

/** Whether settings made the exporter, or code of the program. */
export type Attachment = 'automatic' | 'manual'

/**
 * `ai.internal.sdkVersion` as Microsoft's SDKs write it (azure-ingestion.md §5): three letters for
 * host, operating system and attachment before name and version.
 */
export function describeSdk(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
  attachment: Attachment
): string {
  const system = platform === 'win32' ? 'w' : platform === 'linux' ? 'l' : 'u'
  return `${hostOf(environment)}${system}${attachment === 'automatic' ? 'i' : 'm'}_${sdkVersion}`
}

function hostOf(environment: Readonly<Record<string, string | undefined>>): string {
  if (environment['FUNCTIONS_WORKER_RUNTIME']) return 'f'
  if (environment['WEBSITE_SITE_NAME']) return 'a'
  const isKubernetes = environment['AKS_ARM_NAMESPACE_ID'] || environment['KUBERNETES_SERVICE_HOST']
  return isKubernetes ? 'k' : 'u'
}
