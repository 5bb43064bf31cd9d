/** What has the form of a secret, and what stands there instead. `$1` keeps what names it. */
export interface MaskRule {
  readonly what: string;
  /** Takes time in proportion to the text, whatever is in it. */
  readonly pattern: RegExp;
  readonly replacement: string | ((found: string, group?: string) => string);
}

/**
 * A secret begins after anything but a letter or digit of its own alphabet; also after an escape of JSON (`\n`, `\u0022`), of a
 * URL (`%20`) or of a terminal, which end in one.
 */
const START = String.raw`(?:(?<![a-z0-9])|(?<=\\[bfnrt])|(?<=\\u[0-9a-fA-F]{4})|(?<=%[0-9A-Fa-f]{2})|(?<=\u001b\[[0-9;]{0,8}m))`;
const END = String.raw`(?![a-z0-9])`;

/** A value after the name of its field, as YAML, JSON, flags and messages write it. */
const AFTER_NAME = String.raw`\\?["']?(?:\s*[:=]\s*|\s+)\\?["']?`;

/** In this order: a block that is recognised by its ends goes before what could be recognised within it. */
export const MASK_RULES: readonly MaskRule[] = [
  {
    what: 'private keys and certificates in PEM; one whose end was cut off takes all that follows',
    pattern: /-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$(?![\s\S]))/g,
    replacement: '<pem>',
  },
  {
    what: 'PEM whose beginning was cut off',
    // The end is optional: lines without one are passed over once, not tried anew from each of their letters.
    pattern:
      /(?:[A-Za-z0-9+/=]{8,}(?:\\r|\\n|\s)+)*[A-Za-z0-9+/=]*(?:\\r|\\n|\s)*(-----END [A-Z0-9 ]+-----)?/g,
    replacement: (found, end) => (end === undefined ? found : '<pem>'),
  },
  {
    what: 'PEM in base64, as kubeconfigs and Secrets hold it',
    pattern: /LS0tLS1CRUdJTi[A-Za-z0-9+/=_-]*/g,
    replacement: '<pem>',
  },
  {
    what: 'the data fields of kubeconfigs, whatever they hold',
    pattern: new RegExp(
      String.raw`((?:client-certificate|client-key|certificate-authority)-data${AFTER_NAME})[^\s"'<\\]+`,
      'g',
    ),
    replacement: '$1<data>',
  },
  {
    what: 'JSON web tokens and signatures: service accounts, cluster-info',
    pattern: /eyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*\.?[A-Za-z0-9_-]*)?/g,
    replacement: (found, rest) => (rest === undefined ? found : '<web token>'),
  },
  {
    what: 'JSON web tokens in base64, as Secrets hold them',
    pattern: /ZXlK[A-Za-z0-9+/=_-]{20,}/g,
    replacement: '<web token>',
  },
  {
    what: 'credentials of HTTP requests',
    pattern:
      /(authorization\\?["']?\s*[:=]\s*\\?["']?(?:(?:bearer|basic|digest|negotiate)\s+)?)(?!(?:bearer|basic|digest|negotiate)\b)[^\s"',;<\\]+/gi,
    replacement: '$1<credential>',
  },
  {
    what: 'bearer tokens: a word that is no word',
    pattern: /(\bbearer\s+)(?=[^\s"']*[0-9._])[A-Za-z0-9._~+/=-]{8,}/gi,
    replacement: '$1<credential>',
  },
  {
    what: 'passwords in URLs',
    pattern: /(:\/\/[^\s/:@"'<]*:)[^\s/"'<]+(@)/g,
    replacement: '$1<password>$2',
  },
  {
    what: 'passwords and secrets by the name of their field',
    pattern:
      /((?:pass(?:word|wd|phrase)|token-secret|client[-_]secret|api[-_]?key|secret[-_]?access[-_]?key)\\?["']?\s*[:=]\s*\\?["']?)[^\s"',<\\]+/gi,
    replacement: '$1<password>',
  },
  {
    what: 'certificate keys by the name of their field, also malformed ones',
    pattern: new RegExp(String.raw`(certificate[-_ ]?key\b${AFTER_NAME}:?\s{0,8})[0-9a-fA-F]{8,}`, 'gi'),
    replacement: '$1<certificate key>',
  },
  {
    what: 'bootstrap tokens',
    pattern: new RegExp(String.raw`${START}[a-z0-9]{6}\.[a-z0-9]{16}${END}`, 'g'),
    replacement: '<bootstrap token>',
  },
  {
    // A CA's hash and an image's digest are public and say so; the ids of containers have the name of their runtime before them.
    what: 'certificate keys: 64 hexadecimal digits and more',
    pattern: /(sha(?:256|384|512)[:=]|containerd:\/\/|cri-o:\/\/|docker:\/\/)?[0-9a-fA-F]{64,}/g,
    replacement: (found, publicly) => (publicly === undefined ? '<certificate key>' : found),
  },
];
