import type { ErrorObject } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import schema from './breeze-envelope.schema.json'

// strictTypes would have the schema repeat "type" beside every "required".
const validate = new Ajv2020({ allErrors: true, strictTypes: false }).compile(schema)

/** What the published schema has against an item, with the message codes of the service. */
export function schemaProblems(item: unknown): string[] {
  if (validate(item)) return []
  const errors = validate.errors ?? []
  return errors.filter(isCause).map(describe)
}

// A failed "then" only says that one of the errors beside it was found.
function isCause({ keyword }: ErrorObject): boolean {
  return keyword !== 'if'
}

function describe({ keyword, instancePath, schemaPath, message, params }: ErrorObject): string {
  const { missingProperty } = params
  if (keyword === 'required') return describeMissing(`${instancePath}/${missingProperty}`)
  if (keyword === 'minLength') return describeMissing(instancePath)
  if (schemaPath.startsWith('#/$defs/timeSpan'))
    return `108: Field '${instancePath}' is no duration`
  return `Field '${instancePath}' ${message} ${JSON.stringify(params)}`
}

function describeMissing(path: string): string {
  return `109: Field '${path}' is required but missing or empty`
}
