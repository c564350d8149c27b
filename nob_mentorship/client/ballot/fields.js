/** The fields of the form, filled in again after a reload. */

const FIELDS =
    ".o_survey_form_content input:not([type=hidden]), .o_survey_form_content textarea";
const TEXTS = "textarea, input[type=text], input[type=email]";
const isMark = (field) => field.type === "radio" || field.type === "checkbox";

const fieldsOf = (form) => [...form.querySelectorAll(FIELDS)];

/** @returns {Array<boolean|string>} each field, in its order; some have no name */
export const valuesOf = (form) =>
    fieldsOf(form).map((field) => (isMark(field) ? field.checked : field.value));

/** Fill in what `valuesOf` returned, as if it was typed; another form stays as it is. */
export function fill(form, values) {
    const fields = fieldsOf(form);
    if (!Array.isArray(values) || values.length !== fields.length) {
        return;
    }
    fields.forEach((field, at) => {
        if (!isMark(field)) {
            field.value = String(values[at] ?? "");
        } else if (values[at] === true && !field.checked) {
            field.checked = true;
            if (field.type === "radio") {
                field.classList.add("o_survey_form_choice_item_selected");
            }
            field.dispatchEvent(new Event("change", { bubbles: true }));
        }
    });
    // a choice that asks for a comment empties it
    fields.forEach((field, at) => {
        if (!isMark(field) && !field.disabled) {
            field.value = String(values[at] ?? "");
        }
    });
}

/** Limit each text to the maximum length. */
export function limit(form, letters) {
    for (const field of form.querySelectorAll(TEXTS)) {
        field.maxLength = letters;
    }
}
