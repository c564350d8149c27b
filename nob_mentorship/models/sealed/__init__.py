from . import (
    identity,
    identity_way,
    trust,
    text,
    file,
    on_agreement,
    on_res_partner,
    on_pairing,
    consent,
    sharing,
)
