const MAX_LINES = 12;
const MAX_CHARACTERS = 1_500;

/**
 * The lines that matter of an output: without klog lines (`W1122 …`), the JSON lines of the etcd client, and kubeadm's hint at
 * `--v=5`. On stderr the cause stands last, so the end is what is kept.
 */
export function linesThatMatter(output: string): readonly string[] {
  return output.split('\n').filter((line) => {
    const text = line.trim();
    return (
      text !== '' &&
      !/^[IWEF]\d{4} \d{2}:\d{2}:\d{2}\.\d+/.test(text) &&
      !text.startsWith('{"level":') &&
      !text.startsWith('To see the stack trace of this error execute with')
    );
  });
}

/** For people: the last lines that matter, secrets masked. */
export function excerpt(output: string): string {
  return maskSecrets(linesThatMatter(output).slice(-MAX_LINES).join('\n')).slice(-MAX_CHARACTERS);
}

/** Masks whatever has the form of a bootstrap token or of a certificate key; a CA hash (`sha256:…`) is public and stays. */
export function maskSecrets(text: string): string {
  return text
    .replaceAll(/[a-z0-9]{6}\.[a-z0-9]{16}/g, '<bootstrap token>')
    .replaceAll(/(?<!sha256:[0-9a-f]*)[0-9a-f]{64}/g, '<certificate key>');
}
