/** A key that exists nowhere else: made once with `ssh-keygen -t ed25519`, its private half thrown away. */
export const ED25519 = {
  text: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILMRyonVXKcaaTT95V/IF8h6AqUwcolJoJNnVqjCItCS',
  fingerprint: 'SHA256:w0shyrQe5RB+YNc6FigL020RQjaFkpsElx2gd/8Y2bY',
} as const;

/** Printed by `ssh-keygen -H` of OpenSSH 9.2 for the names beside them. */
export const HASHED_NAMES = [
  { name: 'other', hashed: '|1|euQ7ZmB9hNLi2IG1MK9W3XM2TE4=|+JaYxwwUIwwf6RCGvY1Q4acqhkM=' },
  { name: 'myhost', hashed: '|1|R6WD+UQnN1SaWRQs5lMx07/EtT4=|k7wp6azqq2+f/BTtswtvhuguEx4=' },
  { name: '[a]:2222', hashed: '|1|cK+EoOsrqbJJQncCAsQreN5ssRc=|y14zrdhELlp7rCyz9klL9mJzrpE=' },
  { name: 't', hashed: '|1|tXWKgtjWeMlXYNZOy2HBrT38gzM=|JD44H+aUZSr8eWWLpe3Y9BQ7ojo=' },
] as const;
