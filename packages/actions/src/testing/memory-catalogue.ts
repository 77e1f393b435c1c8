// The built-in schema with a few properties besides, for tests that need no database.
import {
  type ActionDefinition,
  builtInAssociationTypes,
  builtInObjectTypes,
  builtInProperties,
  type Catalogue,
  defaultAccountSettings,
  type Property,
  type PropertyOption,
} from '@millrace/model'

type Extra = Pick<Property, 'name' | 'type' | 'fieldType'> & Partial<Property>

const extras: readonly Extra[] = [
  { name: 'nickname', type: 'string', fieldType: 'text' },
  { name: 'nurture_count', type: 'number', fieldType: 'number' },
  { name: 'birthday', type: 'date', fieldType: 'date' },
  { name: 'last_seen', type: 'datetime', fieldType: 'date' },
  { name: 'vip', type: 'bool', fieldType: 'booleancheckbox' },
  { name: 'colour', type: 'enumeration', fieldType: 'select', options: options('red', 'green', 'blue') },
  { name: 'paint', type: 'enumeration', fieldType: 'select', options: options('red', 'white') },
  {
    name: 'interests',
    type: 'enumeration',
    fieldType: 'checkbox',
    options: options('art', 'music', 'sport'),
  },
  { name: 'hobbies', type: 'enumeration', fieldType: 'checkbox', options: options('art', 'chess') },
  { name: 'computed', type: 'number', fieldType: 'number', calculated: true, readOnly: true },
]

function options(...values: readonly string[]): PropertyOption[] {
  return values.map((value, displayOrder) => ({ value, label: value, displayOrder, hidden: false }))
}

function extraProperty(extra: Extra): Omit<Property, 'id' | 'displayOrder'> {
  return {
    objectTypeId: '0-1',
    label: extra.name,
    groupName: 'information',
    description: '',
    options: [],
    externalOptions: false,
    hasUniqueValue: false,
    keyed: false,
    readOnly: false,
    calculated: false,
    hidden: false,
    placement: 'hot',
    archivedAt: null,
    ...extra,
  }
}

function propertiesOf(objectTypeId: string): ReadonlyMap<string, Property> {
  const seeds = (builtInProperties.get(objectTypeId) ?? []).map((seed) => ({ ...seed, objectTypeId }))
  const own = objectTypeId === '0-1' ? extras.map(extraProperty) : []
  return new Map(
    [...seeds, ...own].map((seed, index) => [seed.name, { ...seed, id: index + 1, displayOrder: index }]),
  )
}

/** `1-1`, the action of an app. */
const widgetAction: ActionDefinition = {
  id: 1,
  appId: 77,
  revisionId: 1,
  actionUrl: 'https://app.example.test/widgets',
  published: true,
  objectTypes: ['CONTACT'],
  inputFields: [{ isRequired: true, typeDefinition: { name: 'widget', type: 'string' } }],
  outputFields: [{ typeDefinition: { name: 'score', type: 'number' } }],
  labels: { en: { actionName: 'Make a widget' } },
}

/** Contacts have `nickname`, `nurture_count`, `birthday`, `colour`, `interests` … besides the built-in properties. */
export const memoryCatalogue: Catalogue = {
  accountId: 1,
  epoch: 1,
  timeZone: 'Europe/Berlin',
  fiscalYearStartMonth: 1,
  settings: defaultAccountSettings,
  objectTypes: new Map(builtInObjectTypes.map((type) => [type.id, type])),
  properties: new Map(builtInObjectTypes.map(({ id }) => [id, propertiesOf(id)])),
  associationTypes: builtInAssociationTypes,
  actionDefinitions: new Map([[1, widgetAction]]),
}
