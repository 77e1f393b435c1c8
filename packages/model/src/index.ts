export {
  type AccountSettings,
  type BusinessCalendar,
  defaultAccountSettings,
} from './accounts/account-settings.js'
export { isCurrency } from './accounts/currency.js'
export type { Owner } from './accounts/owner.js'
export { associationAdded } from './events/association-added.js'
export { associationLabelChanged } from './events/association-label-changed.js'
export { associationRemoved } from './events/association-removed.js'
export { builtInEventTypes } from './events/built-in-event-types.js'
export { emailBounced } from './events/email-bounced.js'
export { emailSent } from './events/email-sent.js'
export {
  asProperty,
  type EventProperty,
  type EventPropertyOption,
  type EventType,
  eventPropertyTypes,
} from './events/event-type.js'
export { findEventType } from './events/find-event-type.js'
export { formSubmitted } from './events/form-submitted.js'
export { listJoined } from './events/list-joined.js'
export { listLeft } from './events/list-left.js'
export { propertyValueChanged } from './events/property-value-changed.js'
export { recordCreated } from './events/record-created.js'
export { subscriptionChanged } from './events/subscription-changed.js'
export { type EventValues, toCanonicalEvent } from './events/to-canonical-event.js'
export { workflowCompleted } from './events/workflow-completed.js'
export { workflowEnrolled } from './events/workflow-enrolled.js'
export { workflowGoalMet } from './events/workflow-goal-met.js'
export { workflowUnenrolled } from './events/workflow-unenrolled.js'
export {
  type ActionDefinition,
  type ActionFieldType,
  type ActionLabels,
  actionTypeIdOf,
} from './extensions/action-definition.js'
export { parseId } from './ids.js'
export { isObject } from './json/is-object.js'
export { deepestJson, findUnsafe, type Unsafe } from './json/safe-json.js'
export { problemMeanings } from './problem-meanings.js'
export * from './problems.js'
export {
  builtInAssociationTypes,
  generatedAssociationTypes,
  generatedTypeId,
} from './records/association-types.js'
export { builtInProperties, customObjectProperties, systemProperties } from './records/built-in-properties.js'
export {
  appends,
  type CanonicalContext,
  type CanonicalResult,
  longestText,
  parseMultiSelect,
  toCanonical,
  type ValueShape,
} from './records/canonical.js'
export * from './records/catalogue.js'
export * from './records/change.js'
export { defaultProperties } from './records/default-properties.js'
export { fold, foldedCompanion, isStorableText } from './records/fold.js'
export { keyOf } from './records/key-of.js'
export { builtInObjectTypes } from './records/object-types.js'
export { type PipelineProperties, pipelineProperties } from './records/pipeline-properties.js'
export * from './records/property.js'
export type { PropertySeed } from './records/property-table.js'
export { misplacedStage, pipelinePair } from './records/stage-in-pipeline.js'
export { type SystemColumn, systemColumnOf } from './records/system-columns.js'
export { toWire } from './records/to-wire.js'
export * from './records/value.js'
export { sameValue } from './records/values-equal.js'
export { afterBusinessTime, isBusinessDay } from './time/business-days.js'
export { dateRanges, daysOfRun, type Range } from './time/date-runs.js'
export {
  addDuration,
  type Duration,
  type DurationUnit,
  describeDuration,
  durationUnits,
  parseIsoDuration,
} from './time/duration.js'
export {
  type BlockedDates,
  type DaySpan,
  type ExecutionWindows,
  executionWindows,
  momentIn,
  nextOpening,
  type Opening,
} from './time/execution-windows.js'
export { dayOfIsoDate, isoDateOf } from './time/iso-date.js'
export { monthNumber, months } from './time/months.js'
export { type DateSchedule, nextRun, type Schedule } from './time/schedule.js'
export { type TimeOfDay, timeOnDay } from './time/time-of-day.js'
export { weekdayNumber, weekdays } from './time/weekdays.js'
export {
  addDays,
  type CalendarDay,
  type ClockFields,
  calendarDayOf,
  clockAt,
  dayAt,
  dayNumber,
  dayNumberBy,
  endOfDay,
  isTimeZone,
  localDayNumber,
  startOfDate,
  startOfDay,
  startOfDayAfter,
  type ZoneOffsets,
  zonedTime,
  zoneOffsets,
} from './time/zone.js'
