// The standard properties of what is sold, offered and paid for, and of the smaller object types.
import {
  bool,
  choice,
  date,
  dateTime,
  longText,
  number,
  owner,
  type PropertySeed,
  reference,
  text,
} from './property-table.js'

const keyed = { keyed: true } as const
const address = [
  text('address', 'Street address'),
  text('city', 'City'),
  text('state', 'State/Region'),
  text('zip', 'Postal code'),
  text('country', 'Country/Region'),
]
const priceLine = [
  text('name', 'Name', keyed),
  longText('description', 'Description'),
  number('price', 'Unit price'),
  text('hs_sku', 'SKU'),
  number('hs_cost_of_goods_sold', 'Unit cost'),
  text('recurringbillingfrequency', 'Billing frequency'),
  text('hs_recurring_billing_period', 'Term'),
]
const named = [
  text('hs_name', 'Name', keyed),
  reference('hs_pipeline', 'Pipeline'),
  reference('hs_pipeline_stage', 'Stage'),
]
const amountLine = [
  text('hs_label', 'Label'),
  choice('hs_type', 'Type', 'PERCENT', 'FIXED'),
  number('hs_value', 'Value'),
]

/** By object type id. */
export const commerceProperties: Readonly<Record<string, readonly PropertySeed[]>> = {
  '0-7': [...priceLine, text('hs_product_type', 'Product type'), text('hs_url', 'URL')],
  '0-8': [
    ...priceLine,
    number('quantity', 'Quantity'),
    number('amount', 'Net price'),
    number('discount', 'Unit discount'),
    number('hs_discount_percentage', 'Discount percentage'),
    number('hs_product_id', 'Product ID'),
    number('hs_position_on_quote', 'Position'),
    reference('hs_line_item_currency_code', 'Currency'),
  ],
  '0-11': [
    reference('hs_channel', 'Channel'),
    choice('hs_status', 'Status', 'OPEN', 'CLOSED'),
    owner(),
    dateTime('hs_closed_at', 'Closed'),
  ],
  '0-14': [
    text('hs_title', 'Quote title', keyed),
    dateTime('hs_expiration_date', 'Expiration date'),
    choice('hs_status', 'Status', 'DRAFT', 'PENDING_APPROVAL', 'APPROVAL_NOT_NEEDED', 'APPROVED', 'REJECTED'),
    number('hs_quote_amount', 'Quote amount'),
    reference('hs_currency', 'Currency'),
    text('hs_quote_number', 'Quote number'),
    text('hs_language', 'Language'),
    bool('hs_esign_enabled', 'E-sign enabled'),
    bool('hs_payment_enabled', 'Payment enabled'),
    owner(),
  ],
  '0-19': [
    text('hs_survey_name', 'Survey'),
    text('hs_survey_type', 'Survey type'),
    number('hs_value', 'Score'),
    longText('hs_content', 'Comment'),
    dateTime('hs_submission_timestamp', 'Submitted'),
  ],
  '0-35': [...named, date('hs_start_date', 'Start date'), date('hs_end_date', 'End date'), owner()],
  '0-53': [
    text('hs_number', 'Number', keyed),
    dateTime('hs_due_date', 'Due date'),
    number('hs_balance_due', 'Balance due'),
    text('hs_invoice_status', 'Status'),
    reference('hs_currency', 'Currency'),
  ],
  '0-54': [
    text('hs_event_name', 'Name', keyed),
    dateTime('hs_start_datetime', 'Start'),
    dateTime('hs_end_datetime', 'End'),
    text('hs_event_organizer', 'Organizer'),
  ],
  '0-64': named,
  '0-69': [
    ...named,
    text('hs_status', 'Status'),
    number('hs_recurring_revenue', 'Recurring revenue'),
    dateTime('hs_next_payment_due_date', 'Next payment due'),
  ],
  '0-74': [
    text('hs_goal_name', 'Name', keyed),
    number('hs_target_amount', 'Target'),
    dateTime('hs_start_datetime', 'Start'),
    dateTime('hs_end_datetime', 'End'),
    owner(),
  ],
  '0-84': amountLine,
  '0-85': amountLine,
  '0-86': amountLine,
  '0-101': [
    text('hs_reference_number', 'Reference', keyed),
    number('hs_initial_amount', 'Amount'),
    text('hs_latest_status', 'Status'),
    dateTime('hs_initiated_date', 'Initiated'),
    reference('hs_currency_code', 'Currency'),
  ],
  '0-115': [
    text('hs_email', 'Email', keyed),
    text('hs_given_name', 'First name'),
    text('hs_family_name', 'Last name'),
    text('hs_job_title', 'Job title'),
    text('hs_standard_time_zone', 'Time zone'),
    choice('hs_availability_status', 'Availability', 'available', 'away'),
  ],
  '0-123': [
    text('hs_order_name', 'Name', keyed),
    reference('hs_pipeline', 'Pipeline'),
    reference('hs_pipeline_stage', 'Stage'),
    number('hs_total_price', 'Total'),
    reference('hs_currency_code', 'Currency'),
    text('hs_fulfillment_status', 'Fulfillment status'),
  ],
  '0-142': [
    text('hs_cart_name', 'Name', keyed),
    text('hs_external_cart_id', 'External ID', keyed),
    number('hs_total_price', 'Total'),
    reference('hs_currency_code', 'Currency'),
  ],
  '0-162': [
    ...named,
    owner(),
    number('hs_amount_paid', 'Amount paid'),
    dateTime('hs_start_date', 'Start date'),
    dateTime('hs_target_end_date', 'Target end date'),
  ],
  '0-410': [
    text('hs_course_name', 'Name', keyed),
    reference('hs_pipeline', 'Pipeline'),
    reference('hs_pipeline_stage', 'Stage'),
  ],
  '0-420': [
    ...named,
    number('hs_price', 'Price'),
    ...address.map((line) => ({ ...line, name: `hs_${line.name}` })),
  ],
  '0-421': [
    text('hs_appointment_name', 'Name', keyed),
    dateTime('hs_appointment_start', 'Start'),
    dateTime('hs_appointment_end', 'End'),
    owner(),
  ],
  '0-970': [
    ...named,
    owner(),
    date('hs_start_date', 'Start date'),
    date('hs_target_end_date', 'Target end date'),
  ],
  '0-9001': [...named, owner(), date('hs_start_date', 'Start date'), date('hs_end_date', 'End date')],
  '0-9002': [
    text('hs_number', 'Number', keyed),
    number('hs_amount', 'Amount'),
    reference('hs_currency', 'Currency'),
  ],
  '0-9003': [text('hs_name', 'Name', keyed), text('hs_url', 'URL')],
  '0-9004': [
    text('hs_name', 'Name', keyed),
    longText('hs_body', 'Body'),
    reference('hs_channel', 'Channel'),
    dateTime('hs_publish_date', 'Publish date'),
  ],
}
