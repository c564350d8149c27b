def test_the_login_page_answers_with_a_clean_console(visit):
    visitor = visit()
    assert visitor.go("/web/login").status == 200
    visitor.page.wait_for_load_state("networkidle")
