from tests.test_room_keys import *
def test_dbg(restore, key_file):
    house = restore(key_file)
    page = house.room.page("mentee")
    print(page.status_code, notice(page), house.setting(), house.missing())
    print(house.query("select * from mentorship_room_access"))
    print(house.query("select id, pairing_id, author_id, version from mentorship_room_key"))
    (paths.STATE/"logs"/"dbg.html").write_text(page.text)
    assert 0
