import { fieldsOf, listOf, type Manifest } from '../../manifest/manifest.ts';
import { type Sanitiser, without, withSpec } from './sanitiser.ts';

const OPEN = 'x-kubernetes-preserve-unknown-fields';

/** What v1beta1 says in one field v1 says in each schema, which v1 stores and shows but takes from nobody. */
export const sanitiseDefinition: Sanitiser = (definition, { note }) => {
  const spec = fieldsOf(definition.spec) ?? {};
  const open = spec.preserveUnknownFields === true;
  if (open) note('changed', 'spec.preserveUnknownFields', `v1 has it as ${OPEN} in the schema of each version`);
  const structural = !isNonStructural(definition);
  const versions = listOf(spec.versions).map((version, at) => {
    const schema = fieldsOf(fieldsOf(version.schema)?.openAPIV3Schema);
    const field = `spec.versions[${at}].schema`;
    if (schema && structural) {
      return open ? { ...version, schema: { openAPIV3Schema: { ...schema, [OPEN]: true } } } : version;
    }
    const reason = schema ? 'it is not structural, which v1 requires' : 'v1 requires one';
    note('changed', field, `${reason}: the new one lets every field be`);
    return { ...version, schema: { openAPIV3Schema: { type: 'object', [OPEN]: true } } };
  });
  const kept = spec.preserveUnknownFields === undefined ? spec : without(spec, ['preserveUnknownFields']);
  return withSpec(definition, { ...kept, ...(Array.isArray(spec.versions) ? { versions } : {}) });
};

function isNonStructural({ status }: Manifest): boolean {
  return listOf(fieldsOf(status)?.conditions).some(
    ({ type, status: value }) => type === 'NonStructuralSchema' && value === 'True',
  );
}
