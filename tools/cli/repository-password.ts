import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fitsKeyCheck, type KeyRing, repositoryPassword } from '../../functions/domain/location/keys.ts';
import { locationMarkerSchema } from '../../functions/domain/location/location-layout.ts';

const HELP = `Prints the kopia password of a repository, from the recovery key alone: no stack, no network.

  npm run -s repository:password -- --recovery-key-file FILE --location-uid UID --cluster-id ID --namespace NAME

  --recovery-key-file FILE   holds the key, sfrk1-…; - reads it from standard input
                             (or set SNAPFERRY_RECOVERY_KEY; a key on the command line could be read by others)
  --location-uid UID         locationUid in the location's snapferry.json
  --snapferry-json FILE      read the uid from that file instead, and check that the key fits
  --cluster-id ID            the folder below repositories/: the uid of the cluster's kube-system namespace
  --namespace NAME           the folder below that

Then: export KOPIA_PASSWORD=$(npm run -s repository:password -- …)
      kopia repository connect s3 --bucket … --prefix <prefix>/repositories/<cluster id>/<namespace>/ --readonly
      kopia snapshot list --all
`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function main(): void {
  const { values } = parseArgs({
    options: {
      'recovery-key-file': { type: 'string' },
      'location-uid': { type: 'string' },
      'snapferry-json': { type: 'string' },
      'cluster-id': { type: 'string' },
      namespace: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const ring = readRing(values['recovery-key-file'], values['location-uid'], values['snapferry-json']);
  const clusterId = required(values['cluster-id'], '--cluster-id');
  const namespace = required(values.namespace, '--namespace');
  // A password comes of anything, and fits nothing.
  if (!UUID.test(clusterId)) throw new Error(`--cluster-id is a uid of 36 characters, and not ${clusterId}`);
  if (!LABEL.test(namespace)) throw new Error(`--namespace is the name of a namespace, and not ${namespace}`);
  process.stdout.write(`${repositoryPassword(ring, clusterId, namespace)}\n`);
}

function readRing(keyFile: string | undefined, uid: string | undefined, marker: string | undefined): KeyRing {
  const recoveryKey = (
    keyFile === undefined
      ? required(process.env.SNAPFERRY_RECOVERY_KEY, '--recovery-key-file')
      : readFileSync(keyFile === '-' ? 0 : keyFile, 'utf8')
  ).trim();
  if (marker === undefined) return { recoveryKey, locationUid: required(uid, '--location-uid or --snapferry-json') };

  const { locationUid, keyCheck } = locationMarkerSchema.parse(JSON.parse(readFileSync(marker, 'utf8')));
  if (uid !== undefined && uid !== locationUid) throw new Error(`${marker} is of the location ${locationUid}`);
  const ring = { recoveryKey, locationUid };
  if (!fitsKeyCheck(ring, keyCheck)) throw new Error(`the recovery key is not that of ${marker}`);
  return ring;
}

function required(value: string | undefined, name: string): string {
  if (value === undefined || value === '') throw new Error(`${name} is missing`);
  return value;
}

try {
  main();
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n--help says how to call it\n`);
  process.exitCode = 1;
}
