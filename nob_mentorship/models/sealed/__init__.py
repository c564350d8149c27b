from . import (
    identity,
    identity_way,
    trust,
    text,
    on_agreement,
    on_res_partner,
    on_pairing,
)
