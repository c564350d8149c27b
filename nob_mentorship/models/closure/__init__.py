from . import (
    forgetting,
    on_res_partner,
)
